"""What a person has chosen and the window remembers: settings, keys, appearance, layout."""
