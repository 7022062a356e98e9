"""One module a page; each has ``add_to(serving)``, which puts its routes on the page."""
