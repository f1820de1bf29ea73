"""What a frozen program runs first."""

from app.__main__ import main

main()
