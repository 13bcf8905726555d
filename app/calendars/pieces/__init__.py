"""What stands in feeds, one file for each kind of thing."""
