from django.urls import path, register_converter

from beffroi.crossings.opendata import views


class Format:
    regex = "csv|json|geojson"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "opendata_format")
app_name = "opendata"

urlpatterns = [
    path("", views.show_all, name="list"),
    path("catalogue.jsonld", views.catalogue_json_ld, name="json_ld"),
    path("catalogue.ttl", views.catalogue_turtle, name="turtle"),
    path("datapackage.json", views.data_package, name="data_package"),
    path("jeux/<slug:kind>/", views.dataset, name="dataset"),
    path("jeux/<slug:kind>.<opendata_format:format>", views.dataset_file, name="dataset_file"),
    path("contributions/<slug:kind>/", views.kind, name="kind"),
    path("contributions/<slug:kind>.<opendata_format:format>", views.kind_file, name="kind_file"),
    path("p/<slug:process>/", views.process, name="process"),
    path("p/<slug:process>/<int:component>.zip", views.component_archive, name="component_archive"),
    path("p/<slug:process>/<int:component>/<slug:table>.<opendata_format:format>", views.table_file, name="table_file"),
]
