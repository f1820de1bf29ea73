"""What the window's views rest on: folds over a Session, with no widgets in them."""
