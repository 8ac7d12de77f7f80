"""What every room is made of: colours and type, small widgets, sheets, notices, work beside the window."""
