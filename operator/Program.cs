using K8sRouter.Operator.Commands;

return await OperatorCommand.RunAsync(args, new Terminal(Console.Out, Console.Error, TimeProvider.System));
