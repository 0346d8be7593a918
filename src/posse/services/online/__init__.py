"""The application online: what a parent without an account may do, and how often.

* ``stops`` lay the questions out, one page after the other; ``saving`` keeps a page.
* ``codes`` let an applicant come back; ``visits`` count what strangers do.
* ``signing`` keeps what was signed, and files it; ``papers`` takes in photographs of papers.

Refusals name a sentence of ``policy/texts/apply.yaml``, so that a family reads them in its
language. Start with :mod:`posse.services.online.stops`.
"""
