"""The catalogue as a spreadsheet: understanding lists as people keep them, saying what one would change, changing it,
and writing lists that can be read again.

`columns` finds the header, `values` understands cells, `understanding` makes rows of them, `planning` holds them
against the catalogue, `imports` keeps a file's rows until somebody decides, `lists` says what can be taken away.
"""
