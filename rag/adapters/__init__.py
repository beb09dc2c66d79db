"""Everything that needs a heavy or foreign library, behind the ports."""
