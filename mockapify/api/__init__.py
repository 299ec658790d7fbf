"""HTTP. Knows no rules: it finds what was asked for, calls `mockapify.state`, and renders what comes back."""
