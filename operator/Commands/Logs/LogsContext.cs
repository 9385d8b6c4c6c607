using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>What every command about logs is made with.</summary>
/// <param name="Stores">Finds the store.</param>
/// <param name="Opener">Opens places.</param>
/// <param name="Help">Takes examples of each command.</param>
/// <param name="Terminal">Where it prints.</param>
internal sealed record LogsContext(StoreResolver Stores, StoreOpener Opener, ExampleHelp Help, Terminal Terminal);
