"""Charts out of plain values; everything they need is in the program, nothing comes from the net."""
