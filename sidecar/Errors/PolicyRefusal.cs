using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Errors;

/// <summary>
/// What the caller is told when the rules leave no endpoint. The steps of routing are applied to the candidates one after the
/// other, policies before the request's own preferences; the step that leaves none is the one that failed, and its rules
/// make the message.
/// </summary>
internal static class PolicyRefusal
{
    /// <summary>Chooses status, message and metadata.</summary>
    /// <param name="requestedModels">The models as the caller wrote them.</param>
    /// <param name="excluded">Every candidate with every rule that excludes it.</param>
    /// <param name="workspace">
    /// Namespace of the workspace: a policy object of another one (the organization floor) counts as the account's.
    /// </param>
    public static ApiError Create(
        IReadOnlyList<string> requestedModels, IReadOnlyList<ExcludedEndpoint> excluded, string? workspace = null)
    {
        var funnel = new List<RoutingFunnelStep> { new(RoutingSteps.Initial, excluded.Count) };
        if (excluded.Count == 0)
            return NoEndpoints(requestedModels, funnel);

        var (failedStep, deciding) = RunFunnel(excluded, funnel);
        var rules = deciding.Select(r => RuleDescription.Of(r.Reason.Rule)).DistinctBy(r => r.Rule).ToArray();
        string code = AvailabilityCodeOf(rules);
        int status = AvailabilityCodes.StatusOf(code);
        return new ApiError
        {
            Status = status,
            Message = Message(excluded, deciding, rules),
            ErrorType = ApiErrorTypes.OfStatus(status),
            Availability = new Availability
            {
                Code = code,
                RequestedModels = requestedModels,
                AffectedProviders = [.. excluded.Select(e => e.Provider).Distinct(StringComparer.Ordinal)],
                ExcludedBy = [.. excluded.SelectMany(e => e.Reasons).Select(r => r.Rule).Distinct(StringComparer.Ordinal)],
            },
            ExcludedEndpoints = excluded,
            RoutingFunnel = funnel,
            FailedRoutingStep = failedStep,
            IneligibilityReasons = [.. IneligibilityReasons(excluded, workspace)],
        };
    }

    private static ApiError NoEndpoints(IReadOnlyList<string> requestedModels, List<RoutingFunnelStep> funnel) =>
        ApiErrors.NotFound($"No endpoints found for {string.Join(", ", requestedModels)}.") with
        {
            Availability = new Availability { Code = AvailabilityCodes.NoEndpoints, RequestedModels = requestedModels },
            RoutingFunnel = funnel,
            FailedRoutingStep = RoutingSteps.Initial,
        };

    /// <summary>The step that left nothing, and the reasons by which it removed the last endpoints.</summary>
    private static (string Step, IReadOnlyList<Removal> Deciding) RunFunnel(
        IReadOnlyList<ExcludedEndpoint> excluded, List<RoutingFunnelStep> funnel)
    {
        var left = excluded.ToList();
        var removals = new List<Removal>();
        string failed = RoutingSteps.Initial;
        foreach (string step in RoutingSteps.InOrder)
        {
            var removed = left
                .SelectMany(e => e.Reasons.Where(r => StepOf(r) == step).Select(r => new Removal(e.Id, r)))
                .ToList();
            if (removed.Count == 0)
                continue;
            left.RemoveAll(e => removed.Exists(r => r.EndpointId == e.Id));
            funnel.Add(new RoutingFunnelStep(step, left.Count));
            (failed, removals) = (step, removed);
            if (left.Count == 0)
                break;
        }
        return (failed, removals);
    }

    /// <summary>A rule of a policy object is the guardrails' business, whatever it is about.</summary>
    private static string StepOf(ExclusionReason reason) =>
        reason.Policy is null ? RuleDescription.Of(reason.Rule).Step : RoutingSteps.Guardrails;

    private static string AvailabilityCodeOf(RuleDescription[] rules)
    {
        if (rules.Length == 0)
            return AvailabilityCodes.NoEndpoints;
        // One endpoint may fall to several rules: privacy is what its owner must know first.
        if (rules.Any(r => r.IsDataPolicy))
            return AvailabilityCodes.PrivacyRestricted;
        return rules.All(r => r.AvailabilityCode == rules[0].AvailabilityCode)
            ? rules[0].AvailabilityCode
            : AvailabilityCodes.NoEndpoints;
    }

    private static string Message(
        IReadOnlyList<ExcludedEndpoint> excluded, IReadOnlyList<Removal> deciding, RuleDescription[] rules)
    {
        string[] policies = [.. deciding.Select(r => r.Reason.Policy).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (policies.Length == 0)
            return Sentence(rules) + (rules.All(r => r.IsPreference) ? " The request's own preferences demand it." : "");
        if (rules.Length == 1)
            return $"{Sentence(rules)} To allow it, change {string.Join(" and ", policies)}.";

        var lines = deciding
            .GroupBy(r => (r.Reason.Rule, r.Reason.Policy))
            .Select(g => (RuleDescription.Of(g.Key.Rule).Label, g.Key.Policy, Count: g.DistinctBy(r => r.EndpointId).Count()))
            .Select(g => $"{g.Label} ({g.Policy}): {g.Count} endpoint{(g.Count == 1 ? "" : "s")} excluded");
        return $"0 endpoints out of {excluded.Count} requested are available matching your guardrail restrictions and data "
            + "policy. They were removed by these policies (several may have removed the same endpoint):\n" + string.Join(
                '\n', lines);
    }

    private static string Sentence(RuleDescription[] rules) =>
        rules.Length > 1 && rules.All(r => r.IsDataPolicy)
            ? $"No endpoints found matching your data policy ({string.Join(", ", rules.Select(r => r.Label))})."
            : string.Join(' ', rules.Select(r => r.Message));

    private static IEnumerable<IneligibilityReason> IneligibilityReasons(
        IReadOnlyList<ExcludedEndpoint> excluded, string? workspace) =>
        from endpoint in excluded
        from reason in endpoint.Reasons
        where reason.Policy is not null
        group endpoint.Id by (reason.Rule, reason.Policy) into same
        let rule = RuleDescription.Of(same.Key.Rule)
        select new IneligibilityReason(
            $"{rule.ReasonId}-by-{(IsOfWorkspace(same.Key.Policy, workspace) ? "guardrail" : "account")}",
            rule.Label, same.Distinct(StringComparer.Ordinal).Count(), same.Key.Policy);

    /// <summary>Policies are named <c>namespace/name</c>, with or without their kind in front.</summary>
    private static bool IsOfWorkspace(string policy, string? workspace)
    {
        if (workspace is null)
            return true;
        string path = policy[(policy.LastIndexOf(' ') + 1)..];
        return path.StartsWith(workspace + "/", StringComparison.Ordinal);
    }

    private readonly record struct Removal(string EndpointId, ExclusionReason Reason);
}
