using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Events.Redis;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>Reads one version of the mounted volume and checks it as a whole.</summary>
internal static class ConfigurationLoader
{
    private const int MaxCredentialBytes = 64 << 10;

    private static readonly string[] RegionNames = [Regions.Global, Regions.Europe, Regions.Us];

    /// <param name="directory">The version's folder.</param>
    /// <param name="now">When it is read.</param>
    /// <param name="trust">Verifies its signature; null: no signature is required.</param>
    /// <exception cref="ConfigurationRefusedException">It can't be read, or must not be used.</exception>
    public static ActiveConfiguration Load(string directory, DateTimeOffset now, ConfigurationTrust? trust = null)
    {
        byte[] json = [];
        try
        {
            json = RouterConfigSerializer.Decompress(File.ReadAllBytes(Path.Combine(directory, ConfigFiles.RouterConfig)));
            string revision = RouterConfigSerializer.Revision(json);
            var envelope = trust?.Verify(ReadSignature(directory), revision);
            var config = RouterConfigSerializer.Deserialize(json);
            var credentials = ReadCredentials(directory);
            if (envelope is not null)
                trust!.VerifyWhole(envelope, config.Workspace, credentials.Digest);
            if (Problem(config, credentials) is { } problem)
                throw new ConfigurationRefusedException($"{ConfigFiles.RouterConfig}: {problem}");
            return new ActiveConfiguration(config, revision, credentials, now) { Counter = envelope?.Counter };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ConfigurationRefusedException($"{ConfigFiles.RouterConfig} can't be read: {fault.GetType().Name}");
        }
        catch (JsonException malformed)
        {
            // The parser's message may quote a value; its path can't.
            throw Unreadable(json, $"malformed at {malformed.Path ?? "$"}, line {malformed.LineNumber}");
        }
        catch (Exception fault) when (
            fault is NullReferenceException or ArgumentException or FormatException or InvalidOperationException)
        {
            // A null in a list, or an address that is none: whatever is wrong with it, the last good one stays.
            throw Unreadable(json, $"a value is missing or of the wrong form ({fault.GetType().Name})");
        }
    }

    private static ConfigurationRefusedException Unreadable(byte[] json, string otherwise) => new(
        $"{ConfigFiles.RouterConfig}: "
        + (RequiredMembers.FindMissing(json) is { } missing ? $"{missing}: Required value" : otherwise));

    /// <summary>What is wrong with a document, by field path; null: nothing.</summary>
    private static string? Problem(RouterConfig config, Credentials credentials)
    {
        if (config.SchemaVersion is < 1 or > RouterConfig.CurrentSchemaVersion)
            return $"schemaVersion: {config.SchemaVersion} isn't understood, "
                + $"this program reads 1 to {RouterConfig.CurrentSchemaVersion}: upgrade the sidecar";
        if (config.MustUnderstand.Except(ConfigFeatures.All).FirstOrDefault() is { } feature)
            return $"mustUnderstand: \"{feature}\" isn't understood: upgrade the sidecar";
        if (!RegionNames.Contains(config.Workspace.Region))
            return $"workspace.region: Unsupported value: \"{config.Workspace.Region}\"";
        for (int i = 0; i < config.ApiKeys.Count; i++)
        {
            if (config.ApiKeys[i].Hash is not { Length: 64 } hash || !hash.All(char.IsAsciiHexDigitLower))
                return $"apiKeys[{i}].hash: must be 64 lowercase hexadecimal characters";
        }
        if (FirstDuplicate(config.Providers.Select(p => p.Slug)) is { } slug)
            return $"providers: Duplicate value: \"{slug}\"";
        if (FirstDuplicate(config.Models.Select(m => m.Name)) is { } model)
            return $"models: Duplicate value: \"{model}\"";
        if (FirstDuplicate(config.Endpoints.Select(e => e.Id)) is { } id)
            return $"endpoints: Duplicate value: \"{id}\"";
        var providers = config.Providers.ToDictionary(p => p.Slug, StringComparer.Ordinal);
        for (int i = 0; i < config.Providers.Count; i++)
        {
            if (ProviderProblem(config.Providers[i]) is { } problem)
                return $"providers[{i}].{problem}";
        }
        var models = config.Models.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < config.Endpoints.Count; i++)
        {
            var endpoint = config.Endpoints[i];
            if (!providers.TryGetValue(endpoint.Provider, out var provider))
                return $"endpoints[{i}].provider: Not found: \"{endpoint.Provider}\"";
            if (!models.Contains(endpoint.Model))
                return $"endpoints[{i}].model: Not found: \"{endpoint.Model}\"";
            if (endpoint.Apis.FirstOrDefault(api => !provider.Upstreams.Any(u => u.Apis.Contains(api))) is { } unserved)
                return $"endpoints[{i}].apis: no upstream of \"{endpoint.Provider}\" serves \"{unserved}\"";
            if (!Regions.Satisfies(endpoint.Region, config.Workspace.Region))
                return $"endpoints[{i}].region: \"{endpoint.Region}\" in a workspace of region \"{config.Workspace.Region}\"";
        }
        for (int i = 0; i < config.Broadcast.Destinations.Count; i++)
        {
            if (config.Broadcast.Destinations[i].FilterRules is { } rules && TraceFilter.Of(rules).Fault is { } fault)
                return $"broadcast.destinations[{i}].filterRules.{fault}";
        }
        if (config.Events is { } events && EventsProblem(events) is { } eventsProblem)
            return $"events.{eventsProblem}";
        return KeyProblem(credentials, ConfigFiles.JournalKey)
            ?? KeyProblem(credentials, ConfigFiles.HashingKey)
            ?? OptionalMembers.FindProblem(config);
    }

    private static string? FirstDuplicate(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;

    private static string? ProviderProblem(ProviderEntry provider)
    {
        for (int u = 0; u < provider.Upstreams.Count; u++)
        {
            var upstream = provider.Upstreams[u];
            if (!Uri.TryCreate(upstream.BaseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                return $"upstreams[{u}].baseUrl: must be an absolute http or https URL";
            if (upstream.Protocol is not ("OpenAI" or "Anthropic"))
                return $"upstreams[{u}].protocol: Unsupported value: \"{upstream.Protocol}\"";
        }
        // The operator refuses them too, but a configuration may come from elsewhere.
        foreach (var (name, value) in provider.Headers)
        {
            if ((name + value).Any(c => char.IsControl(c) && c != '\t'))
                return $"headers[{JsonEncodedText.Encode(name)}]: must stand on one line";
        }
        return provider.Auth switch
        {
            null => null,
            { Scheme: "Bearer" or "GoogleToken" } => null,
            { Scheme: "Header", Header: { Length: > 0 } header } when header.Any(char.IsControl) =>
                "auth.header: must stand on one line",
            { Scheme: "Header", Header.Length: > 0 } => null,
            { Scheme: "Header" } => "auth.header: Required value",
            var auth => $"auth.scheme: Unsupported value: \"{auth.Scheme}\"",
        };
    }

    private static string? EventsProblem(RedisSettings redis)
    {
        if (RedisServer.TryParse(redis.Address) is null)
            return "address: must be host:port";
        if (redis.CertificateAuthority is { } authority && !RedisCertificates.AreReadable(authority))
            return "certificateAuthority: must hold at least one certificate in PEM";
        if (redis is { Username: not null, CredentialFile: null })
            return "username: needs the password's file, credentialFile";
        if (redis.Prefix is { } prefix && !RedisKeys.IsPrefix(prefix))
            return $"prefix: must match {RedisKeys.PrefixPattern}";
        if (redis.TtlSeconds <= 0)
            return "ttlSeconds: must be at least 1";
        return redis.MaxLength <= 0 ? "maxLength: must be at least 1" : null;
    }

    private static string? KeyProblem(Credentials credentials, string file)
    {
        if (!credentials.TryGet(file, out string? text))
            return $"the file {file} is missing beside it";
        Span<byte> key = stackalloc byte[33];
        return Convert.TryFromBase64String(text, key, out int length) && length == 32
            ? null
            : $"the file {file} must hold 32 bytes in base64";
    }

    private static Credentials ReadCredentials(string directory)
    {
        var mounted = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            string name = Path.GetFileName(path);
            if (name is ConfigFiles.RouterConfig or ConfigFiles.Signature)
                continue;
            if (new FileInfo(path).Length > MaxCredentialBytes)
                throw new ConfigurationRefusedException($"the file {name} is larger than {MaxCredentialBytes} bytes");
            mounted[name] = File.ReadAllBytes(path);
        }
        var texts = mounted.ToDictionary(file => file.Key, file => TextOf(file.Value), StringComparer.Ordinal);
        return new Credentials(texts) { Digest = CredentialsDigest.Of(mounted) };
    }

    private static string TextOf(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content));
        string text = reader.ReadToEnd();
        return text.EndsWith('\n') ? text[..^1] : text;
    }

    /// <summary>Null: there is none. One that is too long to be one comes back as nothing, which isn't one either.</summary>
    private static byte[]? ReadSignature(string directory)
    {
        var file = new FileInfo(Path.Combine(directory, ConfigFiles.Signature));
        if (!file.Exists)
            return null;
        return file.Length <= ConfigEnvelope.MaxBytes ? File.ReadAllBytes(file.FullName) : [];
    }
}
