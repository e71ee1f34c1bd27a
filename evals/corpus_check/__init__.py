"""The checks that hold what we wrote ourselves to the texts it speaks of."""
