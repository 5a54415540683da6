"""Addresses of the editors' pages."""

from django.urls import include, path

from xanh.web.editing import arrivals, decisions, differences, findings, records, review

draft = [
    path("", review.review, name="review"),
    path("so-sanh/", differences.difference, name="review-difference"),
    path("so-lai/", differences.compare_again, name="review-rebase"),
    path("lich-su/", review.history, name="review-history"),
    path("them/<slug:kind>/", records.add_record, name="review-add"),
    path("muc/<str:key>/", records.show_record, name="review-record"),
    path("muc/<str:key>/sua/", records.edit_record, name="review-edit"),
    path("muc/<str:key>/xoa/", records.remove_record, name="review-remove"),
    path("muc/<str:key>/khoi-phuc/", records.restore_record, name="review-restore"),
    path("luu-y/<int:finding_id>/xong/", findings.settle_finding, name="review-settle"),
    path("luu-y/<int:finding_id>/mo-lai/", findings.reopen_finding, name="review-reopen"),
    path("cong-bo/", decisions.publish_draft, name="review-publish"),
    path("bo/", decisions.discard_draft, name="review-discard"),
]

urlpatterns = [
    path("nhap/", arrivals.arrivals, name="imports"),
    path("nhap/<int:number>/", arrivals.arrival, name="import-state"),
    path("van-ban-goc/<int:number>/", arrivals.original, name="original"),
    path("duyet/<int:number>/", include(draft)),
]
