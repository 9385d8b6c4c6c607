namespace K8sRouter.Operator.Commands;

/// <summary>What scripts see.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The resources, or the place to write to, are at fault.</summary>
    public const int Problems = 1;

    /// <summary>The command line is at fault.</summary>
    public const int Usage = 2;
}
