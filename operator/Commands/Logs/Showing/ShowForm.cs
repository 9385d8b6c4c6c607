namespace K8sRouter.Operator.Commands.Logs.Showing;

/// <summary>How a generation is shown.</summary>
internal enum ShowForm
{
    /// <summary>For a person.</summary>
    Text,

    /// <summary>Record and content as one object.</summary>
    Json,

    /// <summary>The content alone, as it is stored.</summary>
    Content,
}
