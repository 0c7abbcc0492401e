"""The cashier's screens: show values, emit signals, compute nothing."""
