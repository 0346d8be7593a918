"""Addresses of the parents' portal."""

from django.urls import URLPattern, path

from posse.web.family.portal import care, case_pages, joining, reminders

portal_urls: list[URLPattern] = [
    path("family/", case_pages.home, name="family-home"),
    path("family/join/", joining.join, name="family-join"),
    path("family/sign-in/", joining.FamilySignIn.as_view(), name="family-sign-in"),
    path("family/sign-out/", joining.sign_out, name="family-sign-out"),
    path("family/money/", case_pages.money, name="family-money"),
    path("family/money/<str:number>/<str:month>/", case_pages.month, name="family-month"),
    path("family/preferences/", reminders.preferences, name="family-preferences"),
    path("family/stop/<str:token>/", reminders.stop, name="family-stop"),
    path("family/balances/", case_pages.balances, name="family-balances"),
    path("family/care/", care.care, name="family-care"),
    path("family/care/changes/", care.changes, name="family-care-changes"),
    path("family/care/papers/", care.papers, name="family-care-papers"),
    path("family/care/hearing/", care.hearing, name="family-care-hearing"),
]
