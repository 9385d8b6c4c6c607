using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Locations;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Compilation.Policies;
using CoreRegions = K8sRouter.Core.DataPolicies.Regions;

namespace K8sRouter.Operator.Compilation.Destinations;

/// <summary>
/// Which destinations take part, and their entries. One that can't be served exactly as it says isn't served at all.
/// </summary>
internal sealed class DestinationRules(CompilationInput input, EffectivePolicy policy, SecretLookup secrets)
{
    private const int MostOfOneType = 5;
    private const string Mask = "********";

    /// <summary>
    /// Judges every destination in order of creation; secrets of accepted ones are added to <paramref name="files"/>.
    /// </summary>
    public (IReadOnlyList<DestinationEntry> Entries, IReadOnlyList<DestinationFinding> Findings) Compile(
        IDictionary<string, string> files)
    {
        var entries = new List<DestinationEntry>();
        var findings = new List<DestinationFinding>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var destination in InOrderOfCreation())
        {
            var spec = destination.Spec;
            seen[spec.Type] = seen.GetValueOrDefault(spec.Type) + 1;
            var refusal = Refuse(destination, seen[spec.Type]) ?? ResolveSecrets(destination, files);
            findings.Add(refusal ?? Finding(destination, true, ConditionReasons.Accepted, "Takes part."));
            if (refusal is null)
                entries.Add(Entry(destination));
        }
        return ([.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)],
            [.. findings.OrderBy(finding => finding.Name, StringComparer.Ordinal)]);
    }

    private IEnumerable<ObservabilityDestination> InOrderOfCreation() =>
        input.Destinations
            .OrderBy(destination => destination.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue)
            .ThenBy(destination => destination.Metadata.Name, StringComparer.Ordinal);

    private DestinationFinding? Refuse(ObservabilityDestination destination, int ofItsType)
    {
        var spec = destination.Spec;
        if (ofItsType > MostOfOneType)
        {
            return Finding(
                destination, false, ConditionReasons.LimitExceeded,
                $"A workspace has at most {MostOfOneType} destinations of type {spec.Type}, "
                + "and this is one more; remove another.");
        }
        if (policy.WhoRefusesRegion(spec.Location is { } location ? RegionNames.Of(location) : null) is { } region)
        {
            var place = region.Value == CoreRegions.Europe ? "Europe" : "Us";
            return Finding(
                destination, false, ConditionReasons.OutsideRegion,
                $"spec.location must be {place}: {region.By.Object} keeps the workspace's data there.");
        }
        return null;
    }

    private DestinationFinding? ResolveSecrets(ObservabilityDestination destination, IDictionary<string, string> files)
    {
        var resolved = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var reference in destination.Spec.SecretConfig ?? [])
        {
            var secret = secrets.Find(input.Workspace.Name, reference.Name, reference.Key, SecretUses.Destination);
            if (secret.Value is null)
                return Finding(destination, false, secret.Reason, secret.Message);
            if (SecretValues.Problem(destination.Spec, reference, secret.Value) is { } problem)
                return Finding(destination, false, ConditionReasons.Invalid, problem);
            var file = ConfigFiles.DestinationSecret(destination.Metadata.Name!, reference.Field);
            if (files.ContainsKey(file) || !resolved.TryAdd(file, secret.Value))
            {
                // Two fields must never share a file: one destination would get the other's secret.
                return Finding(
                    destination, false, ConditionReasons.Invalid,
                    $"The field {reference.Field} has the same file name as another's; rename this destination or the header.");
            }
        }
        if (RefuseSecretPlace(destination, resolved) is { } misplaced)
            return misplaced;
        foreach (var (file, value) in resolved)
            files.Add(file, value);
        return null;
    }

    /// <summary>
    /// The validator compares the addresses in the resource with the declared location; those in Secrets can be seen here alone.
    /// </summary>
    private static DestinationFinding? RefuseSecretPlace(
        ObservabilityDestination destination, Dictionary<string, string> resolved)
    {
        var spec = destination.Spec;
        if (spec.Location is not { } location || DestinationTypes.Find(spec.Type) is not { } type)
            return null;
        string? Value(string field) =>
            resolved.GetValueOrDefault(ConfigFiles.DestinationSecret(destination.Metadata.Name!, field))
            ?? spec.Config?.GetValueOrDefault(field);
        if (DestinationLocations.Contradiction(type, Value, RegionNames.Of(location)) is not { } known)
            return null;
        if (type.Field(known.Field) is { Secret: true })
            known = known with { Place = $"the host in {known.Field}" };
        return Finding(
            destination, false, ConditionReasons.OutsideRegion,
            $"spec.location {LocationText.Contradiction(known, Value(known.Field) is not null)}.");
    }

    private DestinationEntry Entry(ObservabilityDestination destination)
    {
        var spec = destination.Spec;
        var name = destination.Metadata.Name!;
        var config = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, value) in spec.Config ?? new Dictionary<string, string>())
            config[field] = value;
        var secretFiles = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var reference in spec.SecretConfig ?? [])
        {
            secretFiles[reference.Field] = ConfigFiles.DestinationSecret(name, reference.Field);
            if (reference.Field.StartsWith(DestinationType.HeaderPrefix, StringComparison.Ordinal))
                config[reference.Field] = Mask;
        }
        return new DestinationEntry
        {
            Name = name,
            Id = destination.Metadata.Uid is { Length: > 0 } uid
                ? uid
                : NameBasedUuid.Of("ObservabilityDestination", input.Workspace.Name, name),
            Type = spec.Type,
            DisplayName = spec.DisplayName,
            Enabled = spec.Enabled,
            Config = config,
            SecretFiles = secretFiles,
            AllowPlaintext = spec.AllowPlaintext,
            SamplingRate = spec.SamplingRate,
            ContentMode = spec.ContentMode.ToString(),
            ZeroRetention = spec.ZeroRetention ? true : null,
            Required = spec.Required ? true : null,
            ApiKeyHashes = spec.ApiKeyHashes is null ? null : [.. spec.ApiKeyHashes.Order(StringComparer.Ordinal)],
            FilterRules = FilterTranslation.Of(spec.FilterRules),
            Regions = [.. spec.Regions.Order(StringComparer.Ordinal)],
            Include = new DestinationIncludes
            {
                Cost = spec.Include?.Cost is true,
                Identity = spec.Include?.Identity is true,
                RequestContext = spec.Include?.RequestContext is true,
                MetadataKeys = spec.Include?.MetadataKeys is { } keys ? [.. keys.Order(StringComparer.Ordinal)] : null,
            },
        };
    }

    private static DestinationFinding Finding(
        ObservabilityDestination destination, bool accepted, string reason, string message) =>
        new(destination.Metadata.Name!, destination.Spec.Type, accepted, reason, message);
}
