"""The words of the program as frozen values, with the pure rules between them."""
