"""The demo: a made-up caseload of any size, a month of bank files for it, and its nights.

Everybody here is invented: families have names such as Larkthimble, live on Example
Street, and carry Social Security numbers of areas that are never issued. The shares of
each kind of case are chosen for the demo, so that every screen has something to show;
they follow no published figure. The same seed gives the same people and the same bytes.

Start with :mod:`posse.jobs.demo.flow`; the mix of cases stands in
:mod:`posse.jobs.demo.mix`.
"""
