"""What rules compute, chapter by chapter as in the catalogue of rules.

What is asked for and not stated raises `MissingFactError`, what the law does not say
`MissingValueError`; the rule then answers *unknown*. No docstring here repeats it.
"""
