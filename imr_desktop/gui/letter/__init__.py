"""The letter: its pages drawn, searched, selected and marked. `source_view` is its face."""
