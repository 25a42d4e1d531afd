"""What people see: the windows, which decide nothing."""
