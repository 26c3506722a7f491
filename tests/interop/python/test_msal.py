"""MSAL Python: every flow that it has."""

from urllib.parse import parse_qsl, urlsplit

import msal
import pytest
import requests


def confidential(mock, credential, **more):
    return msal.ConfidentialClientApplication(
        mock.web, authority=mock.authority, client_credential=credential, instance_discovery=False, **more)


def public(mock, **more):
    return msal.PublicClientApplication(mock.native, authority=mock.authority, instance_discovery=False, **more)


@pytest.fixture
def public_cloud(mock, monkeypatch):
    """A public client of the real cloud's hosts, behind the proxy: MSAL asks for a password's realm on port 443 only."""
    monkeypatch.setenv("HTTPS_PROXY", mock.proxy)
    monkeypatch.setenv("NO_PROXY", "localhost")
    return msal.PublicClientApplication(mock.native, authority=f"https://login.microsoftonline.com/{mock.tenant}")


def answered(result):
    assert "access_token" in result, result
    return result


def by_code_flow(mock, app, scopes, **more):
    flow = app.initiate_auth_code_flow(scopes, login_hint=mock.user, **more)
    back = dict(parse_qsl(urlsplit(mock.follow(flow["auth_uri"])).query))
    return app.acquire_token_by_auth_code_flow(flow, back)


def test_client_credentials_with_a_secret(mock):
    app = confidential(mock, mock.web_secret)
    first = answered(app.acquire_token_for_client([f"{mock.graph}/.default"]))
    assert mock.claims(first["access_token"])["appid"] == mock.web
    second = answered(app.acquire_token_for_client([f"{mock.graph}/.default"]))
    assert second["token_source"] == "cache"


@pytest.mark.parametrize("form", ["thumbprint", "thumbprint and certificate", "certificate"])
def test_client_credentials_with_a_certificate(mock, form):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    pem = (mock.work / "app.pem").read_text()
    credential = {"private_key": (mock.work / "app.key").read_text()}
    certificate = x509.load_pem_x509_certificate(pem.encode())
    if "thumbprint" in form:
        credential["thumbprint"] = certificate.fingerprint(hashes.SHA1()).hex()
    if "certificate" in form:
        credential["public_certificate"] = pem
    result = answered(confidential(mock, credential).acquire_token_for_client([f"{mock.graph}/.default"]))
    assert mock.claims(result["access_token"])["appidacr"] == "2"


def test_authorization_code_flow_then_silently(mock):
    app = confidential(mock, mock.web_secret)
    result = answered(by_code_flow(mock, app, ["User.Read"], redirect_uri=mock.web_redirect))
    assert result["id_token_claims"]["preferred_username"] == mock.user
    account = app.get_accounts()[0]
    assert account["home_account_id"] == f"{mock.user_id}.{mock.tenant}"
    assert app.acquire_token_silent(["User.Read"], account)["token_source"] == "cache"
    fresh = answered(app.acquire_token_silent([f"{mock.api_uri}/access_as_user"], account))
    assert fresh["token_source"] == "identity_provider"
    assert mock.claims(fresh["access_token"])["scp"] == "access_as_user"


def test_device_code(mock):
    app = public(mock)
    flow = app.initiate_device_flow(["User.Read"])
    assert flow["expires_in"] == 900, flow
    pending = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
    assert pending["error"] == "authorization_pending" and 70016 in pending["error_codes"]
    mock.control("POST", "device-codes", {"user_code": flow["user_code"], "user": mock.user})
    result = answered(app.acquire_token_by_device_flow(flow))
    assert result["id_token_claims"]["oid"] == mock.user_id


def test_username_and_password(mock, public_cloud):
    result = answered(public_cloud.acquire_token_by_username_password(mock.user, mock.password, ["User.Read"]))
    assert mock.claims(result["access_token"])["amr"] == ["pwd"]
    wrong = public_cloud.acquire_token_by_username_password(mock.user, "wrong", ["User.Read"])
    assert wrong["error"] == "invalid_grant" and wrong["error_codes"] == [50126]


def test_mfa_missing_is_classified_as_basic_action(mock, public_cloud):
    result = public_cloud.acquire_token_by_username_password(
        mock.user, mock.password, [f"{mock.guarded_uri}/access_as_user"])
    assert result["error"] == "invalid_grant" and result["error_codes"] == [50076], result
    assert result["suberror"] == "basic_action"


def test_on_behalf_of(mock):
    caller = answered(by_code_flow(
        mock, public(mock), [f"{mock.api_uri}/access_as_user"], redirect_uri=mock.native_redirect))
    middle = msal.ConfidentialClientApplication(
        mock.api, authority=mock.authority, client_credential=mock.api_secret, instance_discovery=False)
    result = answered(middle.acquire_token_on_behalf_of(caller["access_token"], ["User.Read"]))
    assert mock.claims(result["access_token"])["appid"] == mock.api


def test_refresh_token_of_elsewhere(mock):
    result = answered(by_code_flow(mock, public(mock), ["User.Read"], redirect_uri=mock.native_redirect))
    moved = answered(public(mock).acquire_token_by_refresh_token(result["refresh_token"], ["User.Read"]))
    assert moved["id_token_claims"]["oid"] == mock.user_id


def test_client_capability_gives_a_long_lived_token(mock):
    app = confidential(mock, mock.web_secret, client_capabilities=["CP1"])
    result = answered(by_code_flow(mock, app, ["User.Read"], redirect_uri=mock.web_redirect))
    assert 19 * 3600 < result["expires_in"] <= 28 * 3600
    assert mock.claims(result["access_token"])["xms_cc"] == ["CP1"]


def test_managed_identity_of_a_machine(mock, monkeypatch):
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", mock.http)
    client = msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=requests.Session())
    result = answered(client.acquire_token_for_client(resource=mock.graph))
    assert mock.claims(result["access_token"])["appidacr"] == "2"


def test_managed_identity_of_app_service(mock, monkeypatch):
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{mock.http}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", mock.identity_header)
    client = msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=requests.Session())
    answered(client.acquire_token_for_client(resource=mock.graph))


def test_unknown_tenant_is_refused_at_discovery(mock):
    with pytest.raises(ValueError, match="Unable to get authority configuration"):
        msal.PublicClientApplication(
            mock.native, authority=f"{mock.origin}/00000000-dead-4000-8000-000000000000", instance_discovery=False)


def test_hard_coded_hosts_through_the_proxy(mock, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", mock.proxy)
    app = msal.ConfidentialClientApplication(
        mock.web, authority=f"https://login.microsoftonline.com/{mock.tenant}", client_credential=mock.web_secret)
    answered(app.acquire_token_for_client([f"{mock.graph}/.default"]))
