"""A race under way: timing events, the state they add up to, the chances from there, and what one change would do."""
