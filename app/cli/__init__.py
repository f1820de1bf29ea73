"""The command line: parsed into Commands, which the terminal carries out."""
