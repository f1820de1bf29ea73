"""The window: models fold what the engine reports, panels show it, the window joins them."""
