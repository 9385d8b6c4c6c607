using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Controllers.ModelProviders;

/// <summary>All that a provider's status depends on.</summary>
internal sealed record ModelProviderStatusInput
{
    /// <summary>The instant at which the age of facts is looked at.</summary>
    public required DateTimeOffset Now { get; init; }

    public required ModelProvider Provider { get; init; }

    /// <summary>What the validator says of it as it is stored.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; init; } = [];

    /// <summary>Where the platform's credentials are.</summary>
    public required string OperatorNamespace { get; init; }

    /// <summary>Secrets of that namespace.</summary>
    public required SecretLookup Secrets { get; init; }
}
