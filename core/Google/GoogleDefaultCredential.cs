using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Google;

/// <summary>
/// Finds the process's own identity, as application default credentials are found: a file that the environment names, the file
/// of the gcloud command, the metadata server. Not by the library, which keeps a first failure for the life of the process, while
/// a pod's metadata server may need seconds to answer.
/// </summary>
internal static class GoogleDefaultCredential
{
    /// <exception cref="IOException">The file that the environment names can't be read.</exception>
    public static ICredential Find(Func<string, string?> environment)
    {
        if (environment("GOOGLE_APPLICATION_CREDENTIALS") is { Length: > 0 } named)
            return Read(named);
        string settings = environment("CLOUDSDK_CONFIG") ?? Path.Combine(environment("HOME") ?? "/", ".config", "gcloud");
        string file = Path.Combine(settings, "application_default_credentials.json");
        return File.Exists(file)
            ? Read(file)
            : new ComputeCredential(new ComputeCredential.Initializer(MetadataServer(environment)));
    }

    private static string MetadataServer(Func<string, string?> environment)
    {
        string host = environment("GCE_METADATA_HOST") is { Length: > 0 } named ? named : "169.254.169.254";
        return $"http://{host}/computeMetadata/v1/instance/service-accounts/default/token";
    }

    // Whoever sets our environment may name any address: the file's own aren't judged.
    private static GoogleCredential Read(string path)
    {
        string json = File.ReadAllText(path);
        string type = JsonElement.Parse(json).Get("type").Text() ?? "";
        return CredentialFactory.FromJson(json, type).CreateScoped(GoogleCredentialFile.Scope);
    }
}
