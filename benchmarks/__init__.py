"""Speed, measured where the work is. ``python -m benchmarks`` runs all, ``python -m benchmarks sim`` one of them."""
