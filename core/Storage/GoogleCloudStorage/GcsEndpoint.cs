namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Where the service is reached: at Google, or at the emulator that <c>STORAGE_EMULATOR_HOST</c> names.</summary>
internal static class GcsEndpoint
{
    private const string EmulatorVariable = "STORAGE_EMULATOR_HOST";
    private static readonly Uri Google = new("https://storage.googleapis.com/");

    public static bool IsEmulatorSet(Func<string, string?> environment) => environment(EmulatorVariable) is { Length: > 0 };

    /// <summary>The address without a path.</summary>
    /// <param name="environment">Reads an environment variable; the scheme may be left out of its value.</param>
    /// <exception cref="ArgumentException">The variable holds no address.</exception>
    public static Uri Find(Func<string, string?> environment)
    {
        if (environment(EmulatorVariable) is not { Length: > 0 } value)
            return Google;
        string address = value.Contains("://", StringComparison.Ordinal) ? value : "http://" + value;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? new(uri.GetLeftPart(UriPartial.Authority) + "/")
            : throw new ArgumentException($"{EmulatorVariable} is '{value}': write host:port or http://host:port.");
    }
}
