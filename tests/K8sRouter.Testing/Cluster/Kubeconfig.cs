using System.Text;

namespace K8sRouter.Testing.Cluster;

/// <summary>Makes kubeconfig files, with everything in them that they refer to.</summary>
internal static class Kubeconfig
{
    public static string WithCertificate(Uri server, string authority, string certificate, string key) =>
        Write(server, authority, $"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}");

    public static string WithToken(Uri server, string authority, string token) => Write(server, authority, $"token: {token}");

    private static string Write(Uri server, string authority, string user) =>
        $$"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: tests
          cluster: {server: "{{server.GetLeftPart(UriPartial.Authority)}}", certificate-authority-data: {{Base64(authority)}}}
        users:
        - name: tests
          user: { {{user}} }
        contexts:
        - name: tests
          context: {cluster: tests, user: tests}
        current-context: tests

        """;

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
