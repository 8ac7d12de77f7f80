"""The list of cases: found, ordered, painted, and acted upon. `case_list` is its face."""
