"""The procedure in one file: a page that runs ratsflow itself in the browser.

`walk` is the office in memory that the page asks; `bundle` puts page, runtime and library
into the one file. `as_orjson` and `as_re2` stand there for two libraries that are not
written in Python.
"""
