"""Partners' files of enforcement: made from where remedies stand, and taken in as answers.

:mod:`~posse.services.enforcement.files.sending` makes a day's file once and keeps it byte for
byte; :mod:`~posse.services.enforcement.files.receiving` takes in what comes back. What a
partner has is what the kept files told it; no table says it a second time. Files on disk are
copies, brought there by :mod:`posse.services.money_out.outbound_files`.
"""
