# Varnish in front of a gateway, purged by tags: needs the VMOD xkey (package varnish-modules).
# Surrogate-Key has up to 12,000 bytes, so start it with
#   varnishd -p http_resp_hdr_len=16k -p http_resp_size=64k -p workspace_backend=128k -p workspace_client=128k
vcl 4.1;

import xkey;

backend default {
  .host = "127.0.0.1";
  .port = "4000";
}

# Gateways, which purge.
acl purgers {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  if (req.method == "PURGE") {
    if (client.ip !~ purgers) {
      return (synth(403, "Forbidden"));
    }
    if (req.http.xkey) {
      return (synth(200, "Purged " + xkey.purge(req.http.xkey)));
    }
    # A page of the site, which is cached under its host.
    if (req.http.x-purge-host) {
      set req.http.host = req.http.x-purge-host;
    }
    return (purge);
  }
  # Subscriptions over WebSocket.
  if (req.http.Upgrade) {
    return (pipe);
  }
  # After this, Varnish's own rules: requests with Authorization or a cookie, and all but GET and HEAD, are not cached.
}

sub vcl_pipe {
  if (req.http.Upgrade) {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
  }
}

sub vcl_backend_response {
  set beresp.http.xkey = beresp.http.Surrogate-Key;
}

sub vcl_deliver {
  unset resp.http.xkey;
  unset resp.http.Surrogate-Key;
}
