using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Commands.Explain;

/// <summary>One model in one workspace: every endpoint, allowed or not.</summary>
internal sealed record ModelExplanation
{
    public required string Workspace { get; init; }

    public required string Model { get; init; }

    public required string Revision { get; init; }

    public required IReadOnlyList<EndpointEntry> Allowed { get; init; }

    public required IReadOnlyList<ExcludedEndpoint> Excluded { get; init; }

    /// <summary>Whose credential each allowed endpoint's provider is used with, by slug.</summary>
    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    /// <summary>Where records of its calls are kept, in words.</summary>
    public required string Records { get; init; }

    /// <summary>Whether, where and how long the content of its calls is logged, in words.</summary>
    public required string Logging { get; init; }

    /// <summary>Whether and where its content is kept for the platform to use, in words.</summary>
    public required string DataUse { get; init; }

    /// <summary>Which destinations are sent traces of its calls, in words.</summary>
    public required string Traces { get; init; }

    /// <summary>What of all that is left of calls which demand zero data retention, in words.</summary>
    public required string ZeroRetention { get; init; }

    public static ModelExplanation Of(string model, ExplainedWorkspace workspace)
    {
        var config = workspace.Config;
        var allowed = config.Endpoints.Where(endpoint => endpoint.Model == model).ToArray();
        var used = config.Providers.Where(provider => allowed.Any(endpoint => endpoint.Provider == provider.Slug));
        return new ModelExplanation
        {
            Workspace = config.Workspace.Name,
            Model = model,
            Revision = workspace.Revision,
            Allowed = allowed,
            Excluded = [.. config.ExcludedEndpoints.Where(endpoint => endpoint.Model == model)],
            Credentials = used.ToDictionary(
                provider => provider.Slug,
                provider => provider.Auth is null ? "none needed" : provider.IsByok ? "the workspace's own" : "the platform's"),
            Records = KeepingText.Records(config),
            Logging = KeepingText.Logging(config),
            DataUse = KeepingText.DataUse(config),
            Traces = KeepingText.Traces(config),
            ZeroRetention = KeepingText.ZeroRetention(config),
        };
    }
}
