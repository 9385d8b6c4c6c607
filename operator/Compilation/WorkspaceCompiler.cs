using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation.Credentials;
using K8sRouter.Operator.Compilation.Destinations;
using K8sRouter.Operator.Compilation.Endpoints;
using K8sRouter.Operator.Compilation.Events;
using K8sRouter.Operator.Compilation.Keeping;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation;

/// <summary>
/// Compiles all that is declared into what one workspace's sidecars are told:
/// 1. merge the floor and the workspace's policy,
/// 2. judge every endpoint by what is known about it, by name, by place, and by whether a credential may be held,
/// 3. tell of the allowed ones everything, of the others the name and the reasons,
/// 4. add what is kept, where, and who may call.
/// A pure function: the same input, in whatever order, gives the same bytes.
/// </summary>
internal static class WorkspaceCompiler
{
    public static CompilationResult Compile(CompilationInput input)
    {
        var levels = new PolicyLevels(input.Floor, input.PolicyIsInvalid ? null : input.Policy);
        var policy = new EffectivePolicy(levels);
        var secrets = new SecretLookup(input.Secrets);
        var notices = new List<CompilationNotice>();
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);

        var endpoints = new EndpointCompiler(input, policy, new CredentialRules(input, levels, secrets));
        endpoints.Run(files, notices);
        var (destinations, findings) = new DestinationRules(input, policy, secrets).Compile(files);
        foreach (var finding in findings.Where(finding => !finding.Accepted))
            notices.Add(new(finding.Reason, $"ObservabilityDestination {input.Workspace.Name}/{finding.Name}", finding.Message));

        if (input.Workspace.IdIsRefused)
        {
            notices.Add(new(
                NoticeReasons.WorkspaceIdRefused, $"Namespace {input.Workspace.Name}",
                $"The annotation {V1Namespace.WorkspaceIdAnnotation} must be a UUID that no other namespace has; the namespace's "
                + "own UID is the workspace's id instead."));
        }

        var keeping = new KeepingRules(input, policy, secrets, files, notices);
        var events = new EventRules(input, levels, secrets, files, notices);
        KeptKeys.Compile(input, secrets, files, notices);
        var config = new RouterConfig
        {
            MustUnderstand = FeaturesOf(destinations, events.Redis),
            Workspace = new WorkspaceIdentity { Name = input.Workspace.Name, Id = input.Workspace.Id, Region = policy.Region },
            ApiKeys = ApiKeys.Compile(input, secrets, notices),
            Providers = endpoints.Providers,
            Models = endpoints.Models,
            Endpoints = endpoints.Allowed,
            ExcludedEndpoints = endpoints.Excluded,
            Policy = RequestPolicyOf(policy),
            Store = keeping.Store,
            InputOutputLogging = keeping.Logging,
            DataUse = keeping.DataUse,
            Broadcast = new BroadcastSettings
            {
                Enabled = PolicyFields.BroadcastEnabled.Merge(levels).Value is true,
                Destinations = destinations,
            },
            Events = events.Redis,
        };
        return new CompilationResult(ContentPlaces.Apply(config))
        {
            Report = new CompilationReport
            {
                Destinations = findings,
                RecordStore = keeping.Finding,
                NothingAllowed = endpoints.NothingAllowed,
                Notices = [.. notices.Distinct().OrderBy(notice => notice.Subject, StringComparer.Ordinal)
                    .ThenBy(notice => notice.Reason, StringComparer.Ordinal)
                    .ThenBy(notice => notice.Message, StringComparer.Ordinal)],
                PlatformCredentials =
                    [.. endpoints.PlatformCredentials, .. keeping.PlatformCredentials, .. events.PlatformCredentials],
            },
            From = CompiledFrom.Of(input),
            NamespaceUid = input.Workspace.Uid,
            CredentialFiles = files,
            EarliestExpiry = endpoints.EarliestExpiry,
        };
    }

    private static List<string> FeaturesOf(IReadOnlyList<DestinationEntry> destinations, RedisSettings? events)
    {
        var features = new List<string>();
        if (destinations.Any(destination => destination.FilterRules is not null))
            features.Add(ConfigFeatures.DestinationFilterRules);
        if (destinations.Any(destination => destination.Required is true))
            features.Add(ConfigFeatures.RequiredDestinations);
        if (events?.Prefix is not null)
            features.Add(ConfigFeatures.EventsPrefix);
        return features;
    }

    /// <summary>A limit of no days at all is zero retention by another name, for request fields too.</summary>
    private static RequestPolicy RequestPolicyOf(EffectivePolicy policy)
    {
        var required = policy.ZeroDataRetention.Value is true ? policy.ZeroDataRetention.By
            : policy.MaxRetentionDays.Value == 0 ? policy.MaxRetentionDays.By
            : null;
        return new RequestPolicy
        {
            ZeroDataRetentionRequired = required is not null,
            ZeroDataRetentionAuthors =
                [.. policy.ZeroDataRetentionAuthors.SelectMany(level => level.Value).Distinct().Order(StringComparer.Ordinal)],
            ZeroDataRetentionPolicy =
                (required ?? policy.ZeroDataRetentionAuthors.FirstOrDefault(level => level.Value.Count > 0)?.By)?.Name,
            ForwardTraceContext = PolicyFields.TraceContextForward.Merge(policy.Levels).Value is true,
        };
    }
}
