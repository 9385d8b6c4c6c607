using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Commands.Destinations;

/// <summary>A destination to be tested.</summary>
/// <param name="Workspace">Its namespace.</param>
/// <param name="Finding">What the operator says about it.</param>
/// <param name="Entry">As sidecars are told it; null: it isn't accepted, and nothing is sent to it.</param>
/// <param name="ReadSecret">Gives the content of a credential's file; null: there is no such file.</param>
internal sealed record TestTarget(
    string Workspace, DestinationFinding Finding, DestinationEntry? Entry, Func<string, string?> ReadSecret);
