"""ACF-801, the monthly federal report on families whose child care is paid for.

The elements, their codes and the months in which they hold are data: ``elements``, ``codes``
and ``versions`` beside the layouts. :mod:`posse.formats.acf801.report` is the report as
frames of plain columns, :mod:`~posse.formats.acf801.checks` what each element must hold,
:mod:`~posse.formats.acf801.records` the bytes of 2002 to 2010. Bytes of the version in force
are not known and are refused. ACF-800 counts the same frames: :mod:`posse.formats.acf800`.
"""
