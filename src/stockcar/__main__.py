"""``python -m stockcar``: the command line."""

from stockcar.cli import main

if __name__ == "__main__":
    main()
