using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Commands;

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

    public static ModelExplanation Of(string model, CompilationResult result) => new()
    {
        Workspace = result.Config.Workspace.Name,
        Model = model,
        Revision = result.Revision,
        Allowed = [.. result.Config.Endpoints.Where(endpoint => endpoint.Model == model)],
        Excluded = [.. result.Config.ExcludedEndpoints.Where(endpoint => endpoint.Model == model)],
        Credentials = result.Config.Providers.ToDictionary(
            provider => provider.Slug,
            provider => provider.Auth is null ? "none needed" : provider.IsByok ? "the workspace's own" : "the platform's"),
    };
}
