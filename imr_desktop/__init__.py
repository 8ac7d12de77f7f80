"""IMR Desktop: an offline review workstation for Independent Medical Review determination letters.

The way of one value: a file becomes a Source, a Source a Reading, a Reading the values of a record; a person confirms
or corrects them, each edit is kept for good; reviewed cases are exported.

    __main__      the entry: the window, or a command
    commands      the commands, without a window
    letter_commands  the commands that import letters and print what is in them
    library_commands  the commands that look after the library file
    terminal      what the commands share: the library opened, the progress shown
    launch        opens the window, and loads nothing that it does not need
    tour          the whole way of a letter, without a display, on the sample letters
    gui           the window, alone in importing PySide6
    workspace     the façade that window and commands call
    support       the support bundle: what helps to find a fault, and no content
    bulk          many letters at once: found, read on all cores or on a cluster, counted
    keeping       backups, copies, checks and repairs of a library
    reading_child  reading in a process of its own: a hostile document harms nothing else
    export        one module for each format, found by listing the folder
    store         the library file; alone in knowing SQLite
    checklist     the decision checklist: packs of questions, checks of a letter against itself, sign-off
    parsing       read(Source) -> Reading: form, sections, values
    record        what an edit does to a record, as pure functions
    query         what is typed to find cases, understood
    source        file -> Source; page -> picture. Alone in knowing pdfplumber and PDFium
    fields        kinds of value, and the one table of everything a form holds
    model         the values that travel between all of these; its docstring is the glossary
    texts         the program's own words in the reader's language
    dates         dates as letters write them -> ISO 8601
    errors        what a person is told when something fails
    faults        what is written down when the program itself fails: kind and place, no values
    paths         data folder, resources

Imports point from the top of this list to its end.
"""

from typing import Final

__version__: Final = "0.1.0"
