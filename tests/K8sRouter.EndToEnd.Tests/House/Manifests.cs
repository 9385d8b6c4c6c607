namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>The folder that the operator follows.</summary>
internal sealed class Manifests
{
    private readonly string _folder;

    public Manifests(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    public void WritePolicy(string spec, string workspace = "team-a") =>
        Write(workspace + "-policy", $"""
            apiVersion: v1
            kind: Namespace
            metadata: {Braces($"name: {workspace}")}
            ---
            apiVersion: k8srouter.io/v1alpha1
            kind: WorkspacePrivacyPolicy
            metadata: {Braces($"name: default, namespace: {workspace}")}
            spec: {spec}
            """);

    public void WriteApiKey(string name, string key, bool administrator = false) =>
        Write("key-" + name, $"""
            apiVersion: v1
            kind: Secret
            metadata:
              name: {name}
              namespace: team-a
              labels: {Braces("k8srouter.io/use: api-key" + (administrator ? ", k8srouter.io/role: admin" : ""))}
            stringData: {Braces($"key: \"{key}\"")}
            """);

    /// <summary>Writes a file as an editor saves it: whole or not at all.</summary>
    public void Write(string name, string yaml)
    {
        string path = Path.Combine(_folder, name + ".yaml");
        File.WriteAllText(path + ".new", yaml + "\n");
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string Braces(string fields) => "{" + fields + "}";
}
