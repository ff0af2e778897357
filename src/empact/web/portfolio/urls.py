"""The addresses of the portfolio. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import balance, board, card, frames, matrix, places, progress, promises, public, sheet, tasks, timeline

app_name = "portfolio"
urlpatterns = [
    path("actions/", board.actions, name="actions"),
    path("actions/board/", board.board, name="board"),
    path("actions/whole/", balance.whole, name="whole"),
    path("actions/whole/activities/", balance.activities, name="activities"),
    path("actions/map/", board.on_map, name="map"),
    path("actions/<uuid:pk>/sheet/", sheet.sheet, name="sheet"),
    path("actions/<uuid:pk>/ask/", sheet.ask, name="ask"),
    path("actions/<uuid:pk>/evaluation/", places.evaluation, name="evaluation"),
    path("actions/frame/<uuid:pk>/", frames.item, name="item"),
    path("actions/new/", board.propose, name="propose"),
    path("actions/matrix/", matrix.matrix, name="matrix"),
    path("actions/frame/", frames.frame, name="frame"),
    path("actions/frame/take-up/", frames.take_up, name="take-up"),
    path("actions/promises/", promises.partners, name="promises"),
    path("actions/promises/<uuid:pk>/", promises.partner, name="partner"),
    path("actions/<uuid:pk>/", card.action, name="action"),
    path("actions/<uuid:pk>/brief/", card.brief, name="brief"),
    path("actions/<uuid:pk>/place-among-others/", card.plan, name="plan"),
    path("actions/<uuid:pk>/for-whom/", card.target, name="target"),
    path("actions/<uuid:pk>/public/", card.publish, name="publish"),
    path("actions/<uuid:pk>/move/", card.move, name="move"),
    path("actions/<uuid:pk>/argue/", card.argue, name="argue"),
    path("actions/<uuid:pk>/copy/", places.copy, name="copy"),
    path("actions/<uuid:pk>/places/new/", places.add, name="add-place"),
    path("actions/<uuid:pk>/phases/", places.phase, name="phase"),
    path("actions/places/<uuid:pk>/end/", places.end, name="end-place"),
    path("actions/<uuid:pk>/milestones/new/", tasks.add_milestone, name="add-milestone"),
    path("actions/<uuid:pk>/agreements/new/", tasks.agree, name="agree"),
    path("actions/tasks/<uuid:pk>/", tasks.keep, name="task"),
    path("actions/tasks/<uuid:pk>/waits/", tasks.wait, name="wait"),
    path("actions/waits/<uuid:pk>/end/", tasks.wait_no_more, name="wait-no-more"),
    path("actions/timeline/", timeline.timeline, name="timeline"),
    path("actions/timeline/keep/", timeline.keep, name="baseline"),
    path("actions/timeline/<uuid:pk>/", timeline.drift, name="drift"),
    path("actions/<uuid:pk>/indicators/new/", progress.add_kpi, name="add-kpi"),
    path("actions/indicators/<uuid:pk>/drop/", progress.drop_kpi, name="drop-kpi"),
    path("actions/indicators/<uuid:pk>/value/", progress.read_kpi, name="read-kpi"),
    path("actions/<uuid:pk>/update/", progress.update, name="update"),
    path("actions/updates/<uuid:pk>/answer/", progress.answer, name="answer"),
    path("actions/<uuid:pk>/promises/new/", promises.add, name="add-promise"),
    path("actions/given/<uuid:pk>/confirm/", promises.confirm, name="confirm-promise"),
    path("actions/given/<uuid:pk>/delivered/", promises.deliver, name="deliver-promise"),
    path("actions/given/<uuid:pk>/end/", promises.end, name="end-promise"),
    path("actions/<uuid:pk>/cells/<uuid:item>/", matrix.cell, name="cell"),
    path("public/actions/", public.actions, name="public"),
    path("public/actions/<uuid:pk>/", public.action, name="public-action"),
]
