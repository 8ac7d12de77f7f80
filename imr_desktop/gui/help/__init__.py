"""What shows the way: the guide, the first tour, the keys, and acts found by name."""
