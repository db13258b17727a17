"""Every route, asked by everybody, about everybody's records (security.md 6.1, B51-B59)."""

import pytest

AREAS = ("storefront", "account", "desk", "consortium", "admin")
REST = {"payment_pages", "bank", "hooks", "media", "seo", "health", "assets"}


def endpoints(app, *areas):
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in areas
    }


@pytest.mark.asvs("8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.4.1", "14.2.2", "15.3.1")
@pytest.mark.parametrize("area", AREAS)
def test_nobody_sees_or_does_what_is_not_his(matrix, area):
    report = matrix.run(endpoints(matrix.app, area))

    print(f"\n{area}: {report.cells} cells, {len(report.findings)} findings")
    assert not report.findings, str(report)
    assert report.cells > 100


@pytest.mark.asvs("8.2.1", "8.2.2", "8.4.1", "15.3.1")
def test_the_rest_of_the_site_too(matrix):
    report = matrix.run(endpoints(matrix.app, *REST))

    print(f"\nthe rest: {report.cells} cells, {len(report.findings)} findings")
    assert not report.findings, str(report)


@pytest.mark.asvs("8.2.1")
def test_every_route_belongs_to_an_area_of_the_matrix(matrix):
    named = endpoints(matrix.app, *AREAS, *REST)

    assert {rule.endpoint for rule in matrix.app.url_map.iter_rules()} - named == {"static"}
