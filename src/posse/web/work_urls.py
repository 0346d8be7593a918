"""Addresses of the pages of work."""

from django.urls import URLPattern, path

from posse.web.views.work import event_table, leading, lists, tasks

work_urls: list[URLPattern] = [
    path("", lists.home, name="home"),
    path("tasks/", lists.work, name="work"),
    path("tasks.csv", lists.work_csv, name="work-csv"),
    path("tasks/load/", leading.loads, name="loads"),
    path("tasks/load.csv", leading.loads_csv, name="loads-csv"),
    path("tasks/absence/", leading.absence, name="absence"),
    path("tasks/give/", leading.hand_over, name="hand-over"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/acts/<slug:act>/", tasks.task_act, name="task-act"),
    path("cases/<str:number>/tasks/", tasks.case_work, name="case-work"),
    path("cases/<str:number>/tasks/tell/", tasks.tell, name="case-tell"),
    path("events/", event_table.events_table, name="events-table"),
    path("events.csv", event_table.events_csv, name="events-csv"),
    path("events/<slug:event>/", event_table.event_rules, name="event-rules"),
]
