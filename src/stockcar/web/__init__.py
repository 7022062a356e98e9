"""The local page: everything the front door (``stockcar.face``) knows, as pictures one can touch.

``app`` builds and serves it; ``pages`` has a module a page, ``charts`` the pictures as plain option documents,
``assets`` the browser's part (styles, the replay).
Nothing is asked of any other machine. Imported only by ``stockcar serve``.
"""
