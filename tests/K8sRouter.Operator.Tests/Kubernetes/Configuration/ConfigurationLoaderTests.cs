using System.Text;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void A_file_with_everything_is_read()
    {
        _folder.Write("ca.crt", _authority.Pem);
        Write("config", """
            clusters:
            - name: c
              cluster: {server: "https://api.example:6443/k8s/c-1", certificate-authority: ca.crt, tls-server-name: kubernetes, proxy-url: "http://me:hush@proxy:3128"}
            users:
            - name: u
              user: {token: secret-token}
            contexts:
            - {name: x, context: {cluster: c, user: u, namespace: team-a}}
            current-context: x
            """);

        var found = Load(new() { KubeConfigPath = _folder["config"] });

        Assert.Equal(new Uri("https://api.example:6443/k8s/c-1/"), Server(found));
        Assert.Equal(("team-a", "kubernetes", false), (found.Settings.Namespace, found.Settings.TlsServerName, found.Settings.SkipTlsVerify));
        Assert.Equal(_authority.Certificate.Thumbprint, Assert.Single(found.Authorities!).Thumbprint);
        Assert.Equal("secret-token", Token(found));
        Assert.Equal(new Uri("http://me:hush@proxy:3128"), found.Proxy);
        Assert.Equal($"https://api.example:6443/k8s/c-1/ ({_folder["config"]}, context x)", found.ToString());
    }

    [Fact]
    public void JSON_is_read_too_and_data_wins_over_a_file()
    {
        Write("config", $$$"""{"clusters":[{"name":"c","cluster":{"server":"https://h","certificate-authority":"/nowhere","certificate-authority-data":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(_authority.Pem))}}}"}}],"contexts":[{"name":"x","context":{"cluster":"c","user":""}}],"current-context":"x"}""");

        var found = Load(new() { KubeConfigPath = _folder["config"] });

        Assert.Single(found.Authorities!);
        Assert.Null(Token(found));
        Assert.Equal("default", found.Settings.Namespace);
    }

    [Fact]
    public void Of_several_files_the_first_word_counts_and_paths_are_relative_to_their_own_file()
    {
        _folder.Write("one/token", "of-one");
        Write("one/config", """
            users: [{name: u, user: {tokenFile: token}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            """);
        Write("two/config", """
            current-context: x
            clusters: [{name: c, cluster: {server: "https://two"}}]
            users: [{name: u, user: {token: of-two}}]
            """);
        _environment["KUBECONFIG"] = string.Join(Path.PathSeparator, _folder["missing"], _folder["one", "config"], _folder["two", "config"]);

        var found = Load(new());

        Assert.Equal((new Uri("https://two/"), "of-one"), (Server(found), Token(found)));
    }

    [Fact]
    public void Another_context_can_be_asked_for_and_a_missing_one_is_told_with_those_there_are()
    {
        Write("config", """
            clusters: [{name: a, cluster: {server: "https://a"}}, {name: b, cluster: {server: "https://b"}}]
            contexts: [{name: x, context: {cluster: a}}, {name: y, context: {cluster: b}}]
            current-context: x
            """);

        Assert.Equal(new Uri("https://b/"), Server(Load(new() { KubeConfigPath = _folder["config"], Context = "y" })));
        Assert.Equal(
            $"{_folder["config"]}: there is no context \"z\". There are: x, y.",
            Fault(new() { KubeConfigPath = _folder["config"], Context = "z" }));
    }

    [Theory]
    [InlineData("exec: {command: aws}", "exec has an apiVersion other than client.authentication.k8s.io/v1 and")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: aws}", "exec has an apiVersion other than")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1}", "exec has no command.")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, env: [{name: A, value: hush}, {nam: B, value: hush}]}", "exec has an entry of env without a name or without a value.")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Always}", "exec has interactiveMode Always, and nobody is there to answer.")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, args: [hush], installHint: Get it at https://plugins.example.}", "there is no credential plugin no-such-plugin. Install it, or use a token or a client certificate. Get it at https://plugins.example.")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: ./no-such-plugin}", "there is no credential plugin ./no-such-plugin.")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}, token: hush", "only one of a token, exec can be used.")]
    [InlineData("auth-provider: {name: gcp}", "auth-provider isn't supported, except oidc. Use a credential plugin (exec), a token or a client certificate.")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: 'https://idp', client-id: me, id-token: hush}}", "auth-provider oidc has no refresh-token. Log in again, or add it: without it the token can't be renewed.")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: 'https://idp', client-id: me, id-token: hush, refresh-token: hush, idp-certificate-authority: ca}}", "idp-certificate-authority of auth-provider oidc isn't supported.")]
    [InlineData("username: me", "username and password go together; one is missing.")]
    [InlineData("password: hush", "username and password go together; one is missing.")]
    [InlineData("username: me, password: hush, token: hush", "only one of a token, username can be used.")]
    [InlineData("token: 'hush hush'", "the token has characters that none has.")]
    [InlineData("auth-provider: {name: oidc, config: {idp-issuer-url: 'https://idp', client-id: me, id-token: 'hush hush', refresh-token: hush}}", "the id-token has characters that none has.")]
    [InlineData("as: somebody", "impersonation (as) isn't supported.")]
    [InlineData("as-uid: '7'", "impersonation (as-uid) isn't supported.")]
    [InlineData("as-groups: [admins]", "impersonation (as-groups) isn't supported.")]
    [InlineData("as-user-extra: {scopes: [a, b]}", "impersonation (as-user-extra) isn't supported.")]
    [InlineData("client-certificate-data: aHVzaA==", "client-certificate and client-key go together; one is missing.")]
    [InlineData("client-certificate-data: aHVzaA==, client-key-data: aHVzaA==", "there is no certificate in PEM in client-certificate.")]
    [InlineData("client-certificate-data: hush!, client-key-data: aHVzaA==", "client-certificate-data isn't base64.")]
    [InlineData("client-certificate: nowhere.crt, client-key: nowhere.key", "nowhere.crt: it can't be read")]
    [InlineData("tokenFile: nowhere", "nowhere: there is no token in this file")]
    public void A_user_that_cannot_be_used_is_told_with_what_to_do(string user, string message)
    {
        WriteUser(user);

        var fault = Fault(new() { KubeConfigPath = _folder["config"] });

        Assert.Contains(message, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_told_apart_by_case_and_a_password_is_taken()
    {
        Write("config", """
            clusters: [{name: c, cluster: {server: "https://upper"}}, {name: C, cluster: {server: "https://lower"}}]
            users: [{name: u, user: {token: t}}, {name: U, user: {username: me, password: hush}}]
            contexts: [{name: X, context: {cluster: c, user: u}}, {name: x, context: {cluster: C, user: U}}]
            """);

        var found = Load(new() { KubeConfigPath = _folder["config"], Context = "x" });

        Assert.Equal(new Uri("https://lower/"), Server(found));
        Assert.Equal(("me", "hush"), (found.Settings.Username, found.Settings.Password));
        Assert.DoesNotContain("hush", $"{found}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_the_certificates_is_refused()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        using var other = System.Security.Cryptography.ECDsa.Create();
        _folder.Write("me.crt", _authority.IssueClient(key));
        _folder.Write("me.key", key.ExportECPrivateKeyPem());
        _folder.Write("other.key", other.ExportECPrivateKeyPem());
        WriteUser("client-certificate: me.crt, client-key: me.key");
        Assert.Equal("CN=somebody", Load(new() { KubeConfigPath = _folder["config"] }).ClientCertificate!.TargetCertificate.Subject);

        WriteUser("client-certificate: me.crt, client-key: other.key");
        Assert.Contains("client-key isn't the certificate's key", Fault(new() { KubeConfigPath = _folder["config"] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server: api.example", "server isn't an address such as https://10.0.0.1:6443.")]
    [InlineData("insecure-skip-tls-verify: false", "server isn't an address")]
    [InlineData("server: \"https://h\", certificate-authority-data: aHVzaA==", "there is no certificate in PEM in it.")]
    [InlineData("server: \"https://h\", proxy-url: \"ftp://p\"", "proxy-url isn't the address of a proxy")]
    public void A_cluster_that_cannot_be_used_is_told(string cluster, string message)
    {
        Write("config", $$$"""
            clusters: [{name: c, cluster: { {{{cluster}}} }}]
            contexts: [{name: x, context: {cluster: c}}]
            current-context: x
            """);

        Assert.Contains(message, Fault(new() { KubeConfigPath = _folder["config"] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_kubeconfig_is_told_by_line_and_not_quoted()
    {
        Write("config", "users:\n- name: u\n  user: {token: hush, token: [}\n");

        var fault = Fault(new() { KubeConfigPath = _folder["config"] });

        Assert.StartsWith($"{_folder["config"]}: it isn't a kubeconfig: line 3,", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.96.0.1", "https://10.96.0.1:443/")]
    [InlineData("fd00::1", "https://[fd00::1]:443/")]
    [InlineData("kubernetes.default.svc", "https://kubernetes.default.svc:443/")]
    public void In_a_pod_its_own_credentials_are_used_and_no_proxy(string host, string server)
    {
        InPod(host);
        _environment["HTTPS_PROXY"] = "http://proxy:3128";
        Write(".kube/config", "current-context: not-looked-at");

        var found = Load(new());

        Assert.Equal((new Uri(server), "in-cluster", "k8srouter-system"), (Server(found), found.Origin, found.Settings.Namespace));
        Assert.Equal("pod-token", Token(found));
        Assert.Equal(_authority.Certificate.Thumbprint, Assert.Single(found.Authorities!).Thumbprint);
        Assert.Null(found.Proxy);
    }

    [Fact]
    public void Outside_the_environments_proxy_is_used()
    {
        WriteUser("token: t");
        _environment["https_proxy"] = "http://proxy:3128";
        Assert.Equal(new Uri("http://proxy:3128"), Load(new() { KubeConfigPath = _folder["config"] }).Proxy);

        _environment["NO_PROXY"] = "api.example";
        Assert.Null(Load(new() { KubeConfigPath = _folder["config"] }).Proxy);
    }

    [Fact]
    public void The_flag_comes_before_the_variable_which_comes_before_the_pod_which_comes_before_the_users_file()
    {
        WriteNamed("flag", "https://flag");
        WriteNamed("variable", "https://variable");
        WriteNamed(".kube/config", "https://user");

        Assert.Equal("https://user/", Server(Load(new())).AbsoluteUri);
        InPod("10.96.0.1");
        Assert.Equal("https://10.96.0.1/", Server(Load(new())).AbsoluteUri);
        _environment["KUBECONFIG"] = _folder["variable"];
        Assert.Equal("https://variable/", Server(Load(new())).AbsoluteUri);
        Assert.Equal("https://flag/", Server(Load(new() { KubeConfigPath = _folder["flag"] })).AbsoluteUri);
    }

    [Fact]
    public void Where_nothing_is_found_everything_that_was_looked_for_is_told()
    {
        Assert.Equal(
            "No way to a Kubernetes API server was found. Looked for: the flag --kubeconfig (not given), KUBECONFIG (not set), a pod's "
            + "credentials (KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT aren't set), "
            + $"{_folder[".kube", "config"]} (no such file). Give --kubeconfig, or run in a pod with a ServiceAccount.",
            Fault(new()));

        InPod("10.96.0.1");
        File.Delete(_folder["account", "token"]);
        Assert.Contains($"(no file {_folder["account", "token"]}; is automountServiceAccountToken false?)", Fault(new()), StringComparison.Ordinal);

        _environment["KUBECONFIG"] = "/nowhere";
        Assert.Equal("KUBECONFIG is \"/nowhere\": there is no such file. Correct it, or unset it.", Fault(new()));
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("namespace")]
    public void A_pod_without_all_of_its_files_is_told_which(string file)
    {
        InPod("10.96.0.1");
        File.Delete(_folder["account", file]);

        Assert.StartsWith(_folder["account", file], Fault(new()), StringComparison.Ordinal);
    }

    private void InPod(string host)
    {
        _environment["KUBERNETES_SERVICE_HOST"] = host;
        _environment["KUBERNETES_SERVICE_PORT"] = "443";
        _folder.Write("account/token", "pod-token");
        _folder.Write("account/ca.crt", _authority.Pem);
        _folder.Write("account/namespace", "k8srouter-system");
    }

    private void WriteUser(string user) => Write("config", $$$"""
        clusters: [{name: c, cluster: {server: "https://api.example"}}]
        users: [{name: u, user: { {{{user}}} }}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """);

    private void WriteNamed(string name, string server) => Write(name, $$$"""
        clusters: [{name: c, cluster: {server: "{{{server}}}"}}]
        contexts: [{name: x, context: {cluster: c}}]
        current-context: x
        """);

    private void Write(string name, string text) => _folder.Write(name, text);

    private ClusterConnection Load(ConfigurationSearch search) => ConfigurationLoader.Load(
        search with { Environment = name => _environment.GetValueOrDefault(name), Home = _folder.Path, ServiceAccountFolder = _folder["account"] },
        Clocks.Noon());

    private string Fault(ConfigurationSearch search) => Assert.Throws<KubernetesConfigurationException>(() => Load(search)).Message;

    private static Uri Server(ClusterConnection found) => new(found.Settings.Host);

    /// <summary>The token that a call bears, as the library puts it on; null: none.</summary>
    private static string? Token(ClusterConnection found)
    {
        using var call = new HttpRequestMessage();
        k8s.Kubernetes.CreateCredentials(found.Settings)?.ProcessHttpRequestAsync(call, default).GetAwaiter().GetResult();
        return call.Headers.Authorization?.Parameter;
    }
}
